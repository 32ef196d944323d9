import MatrixIcon from '@mui/icons-material/TableChartOutlined'
import { Button } from 'react-admin'
import { Link } from 'react-router-dom'

/** The way from the list of plans to all of them beside each other. */
export const OpenMatrixButton = () => (
  <Button component={Link} to="/plans/matrix" label="lapel.matrix.title">
    <MatrixIcon />
  </Button>
)
